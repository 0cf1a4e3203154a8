## output typed as an event → Output-type
INSERT DATA { <id/output/tilts-spele> a schema:Festival }
