"""Draft a page's catalogue entry from its raw text, for an editor to correct.

From text to entry, one module for each step:

- `reflow` and `interleaving` restore lines and columns; `misreadings` corrects characters;
- `line_features` describes each line, and `line_classifier` decides what it is: a deck, the lead of
  a report, text, a credit, furniture;
- `segment_articles` begins an article at each heading, and `assign_fragments` finds the article
  that a loose run of text belongs to;
- `split_decks` divides a heading into kicker (引题), headline (主题) and subheads (副题), `bylines`
  and `credits` read signatures, `issue_date` and `date_evidence` date the issue;
- `page` and `issue` combine the guesses, `confidence` calibrates them, and `yaml_writer` and
  `draft_file` write the draft;
- `proof_data`, `proof_html` and `proof_print` make the proof sheet;
- `evaluate` and `scoring` compare drafts with the catalogue, `corpus` with invented pages.
"""
