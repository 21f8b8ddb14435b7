"""Teaches the embedded model a step's question: an activated LoRA adapter, made from labelled rows. README.md has the recipe."""
