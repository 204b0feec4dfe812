"""What is settled together: one slice for each kind of record, composed and mounted by `app`."""
