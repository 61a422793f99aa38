"""Who may go where, on what terms of time: lists, slips, filing, recognition. One file a rule."""
