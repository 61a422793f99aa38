"""The alliance's package: whose residents, how much money, which spending is charged to it, and who gets what is left.

Pure functions on arrays, put together by the rules `payment.package` and `payment.chronic_package`.
"""
