"""What people decide about a report, after the machine is done."""
