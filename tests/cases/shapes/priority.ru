## number of the priority as a number → Priority-termCode
DELETE DATA { <id/priority/pierobeza-1.3> schema:termCode "1.3" } ;
INSERT DATA { <id/priority/pierobeza-1.3> schema:termCode 1.3 }

## priority of a project → Priority-partOf
INSERT DATA { <id/priority/pierobeza-1> dcterms:isPartOf <id/project/upe> }
