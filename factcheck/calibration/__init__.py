"""How likely each relation is, given a model's answers: applied, and fitted on labelled comparisons."""
