"""Gold, made at a desk: a check's findings are a draft, a person corrects and signs it, and a second person labels it
blind."""
