"""Gold, made at a desk: what a check found is a draft, a person corrects and signs it, and a second person labels it blind."""
