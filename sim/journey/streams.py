"""What the journey's draws are for: one small number a purpose (named streams of other rooms have the high bit set)."""

import numpy as np

COUNT = np.uint32(1)  # how many latent episodes in a month
ONSET = np.uint32(2)  # which condition, which day, which minute
SEVERITY = np.uint32(3)  # how severe, an emergency or not
REFILL = np.uint32(4)  # phase of a chronic patient's regular visits
EXTRA_COUNT = np.uint32(5)  # episodes added by an illness event
EXTRA = np.uint32(6)
STREAM_COUNT = np.uint32(8)  # arrivals of other payers
STREAM = np.uint32(9)
SEEK = np.uint32(10)  # whether care is sought
VISIT_CHOICE = np.uint32(11)  # where; sub-stream = institution
VISIT = np.uint32(12)  # charge and claim
OUTCOME = np.uint32(13)  # referral, return
RETURN = np.uint32(14)  # days until a return visit
STAY_CHOICE = np.uint32(15)  # which ward; sub-stream = institution
STAY = np.uint32(16)  # length and charge
PATIENCE = np.uint32(17)  # how long one waits for a bed
AFTER_STAY = np.uint32(18)  # readmission, step-down
NEED = np.uint32(19)  # whether a stay is found necessary, once an episode
UNMANAGED_COUNT = np.uint32(20)  # exacerbations that today's management of chronic patients averts
UNMANAGED = np.uint32(21)
MANAGED = np.uint32(22)  # whether management averts an exacerbation
TRANSFER = np.uint32(23)  # whether a patient in bed needs more than the ward can do, and when
YEAR = np.uint32(24)  # how good or bad a year is; keyed by which factor and the year, no person
