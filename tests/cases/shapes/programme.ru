## part of a project → Programme-partOf
INSERT DATA { <id/programme/pierobeza> dcterms:isPartOf <id/project/upe> }

## programme part of itself → Programme-no-cycle
INSERT DATA { <id/programme/pierobeza> dcterms:isPartOf <id/programme/pierobeza-2014-2020> }
