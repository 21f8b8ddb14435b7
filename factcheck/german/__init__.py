"""What the package knows of German: numbers, dates and names. Most of its words come from the Unicode CLDR."""
