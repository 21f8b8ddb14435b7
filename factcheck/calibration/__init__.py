"""How likely each relation is, given what a model answered: applied, and fitted on labelled comparisons."""
