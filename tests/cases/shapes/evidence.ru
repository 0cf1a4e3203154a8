## evidence from two texts → Evidence-source
INSERT DATA { <id/evidence/a1b2c3-606-620> oa:hasSource <id/document/d4e5f6/text> }

## evidence from a text without a digest → Evidence-digest
DELETE DATA { <id/evidence/a1b2c3-606-620> oa:hasSource <id/document/a1b2c3/text> } ;
INSERT DATA { <id/evidence/a1b2c3-606-620> oa:hasSource <id/document/a1b2c3> }

## evidence without a quote → Evidence-quote
DELETE DATA { <id/evidence/a1b2c3-606-620> oa:hasSelector <id/evidence/a1b2c3-606-620#quote> }

## evidence without a position → Evidence-position
DELETE DATA { <id/evidence/a1b2c3-606-620> oa:hasSelector <id/evidence/a1b2c3-606-620#position> }

## quote without a language → Quote-exact
DELETE DATA { <id/evidence/a1b2c3-606-620#quote> oa:exact "100 000,00 EUR"@lv } ;
INSERT DATA { <id/evidence/a1b2c3-606-620#quote> oa:exact "100 000,00 EUR" }

## quote as long as a paragraph → Quote-short
DELETE WHERE { <id/evidence/a1b2c3-606-620#quote> oa:exact ?quote } ;
INSERT DATA { <id/evidence/a1b2c3-606-620#quote> oa:exact "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"@lv }

## quote without a start → Position-start
DELETE WHERE { <id/evidence/a1b2c3-606-620#position> oa:start ?start }

## quote ends at a text → Position-end
DELETE WHERE { <id/evidence/a1b2c3-606-620#position> oa:end ?end } ;
INSERT DATA { <id/evidence/a1b2c3-606-620#position> oa:end "620" }

## quote ends before it starts → Position-start
DELETE DATA { <id/evidence/a1b2c3-606-620#position> oa:end 620 } ;
INSERT DATA { <id/evidence/a1b2c3-606-620#position> oa:end 592 }

## quote length mismatch → Evidence-quote-fills-span
DELETE DATA { <id/evidence/a1b2c3-606-620#quote> oa:exact "100 000,00 EUR"@lv } ;
INSERT DATA { <id/evidence/a1b2c3-606-620#quote> oa:exact "100 000 EUR"@lv }
