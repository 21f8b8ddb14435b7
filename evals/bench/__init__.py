"""Benches: measurements that anyone can run. `python -m evals.bench --help`."""
