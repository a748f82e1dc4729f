"""For translators: every text there is, catalogues made and checked, and test locales. No page needs any of it."""
