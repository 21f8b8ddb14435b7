"""What a run of the evals came to, for people and machines: terminal, Markdown, one page of HTML, JSON.

`overview` and `side_by_side` say what there is to tell; every form tells it in one order: what got worse, the other
changes, every metric, failures, cost.
"""
