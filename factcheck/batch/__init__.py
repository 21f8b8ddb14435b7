"""Many stories in one run that can be stopped, killed and continued; `factcheck.pipeline.check` checks each.

`listing` lists the stories, `checking` checks each and gives its outcome, `folder` keeps the results on disk, `here`
and `on_ray` spread the work. With `--batch-api`, `rounds` gets the model's answers from OpenAI's Batch endpoint, and
`ledger` keeps the requests and replies.
"""
