"""People's decisions about a report, after the machine is done."""
