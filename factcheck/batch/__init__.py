"""Many stories in one run that can be stopped, killed and gone on with: each is checked by `factcheck.pipeline.check`.

`listing` says which stories, `checking` what each is checked with and what came of it, `folder` keeps the results on disk,
`here` and `on_ray` spread the work. With `--batch-api`, `rounds` has the model's answers by way of OpenAI's Batch endpoint, and
`ledger` keeps what is asked there and what came back.
"""
