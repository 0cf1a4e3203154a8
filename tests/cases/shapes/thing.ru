## project typed Organization → Thing-one-kind
INSERT DATA { <id/project/tilts> a schema:Organization }

## place typed programme by a wrong reference → Thing-one-kind
INSERT DATA { <id/place/upmala> a coop:Programme }

## name without lang → name
DELETE DATA { <id/project/upe> schema:name "Upe"@lv } ; INSERT DATA { <id/project/upe> schema:name "Upe" }

## no name → name
DELETE WHERE { <id/target-group/seniori> schema:name ?name }

## two names in one language → name
INSERT DATA { <id/event/tilts-diskusija> schema:name "Cits nosaukums"@lv }

## other name is a date → alternateName
INSERT DATA { <id/place/upmala> schema:alternateName "2020-01-15"^^xsd:date }

## acronym with a language → acronym
INSERT DATA { <id/project/tilts> coop:acronym "TILTS"@lv }

## description without a language → description
INSERT DATA { <id/output/tilts-spele> schema:description "galda spēle" }

## telling note without a language → disambiguatingDescription
INSERT DATA { <id/place/upmala> schema:disambiguatingDescription "pilsēta" }

## goal without a language → goal
INSERT DATA { <id/project/tilts> coop:goal "tuvināt kaimiņus" }

## topic without a language → topic
INSERT DATA { <id/event/tilts-diskusija> schema:keywords "tilti" }

## topic is a place → topic
INSERT DATA { <id/project/tilts> schema:keywords <id/place/upmala> }

## document about a target group → about
INSERT DATA { <id/document/a1b2c3> schema:about <id/target-group/seniori> }

## official number as a number → identifier
INSERT DATA { <id/project/tilts> schema:identifier 317 }

## web address as text → url
INSERT DATA { <id/project/tilts> schema:url "https://tilts.example/" }

## web address without http → url
INSERT DATA { <id/project/tilts> schema:url <ftp://tilts.example/> }

## sameAs off list → sameAs
INSERT DATA { <id/organization/upmalas-skola> schema:sameAs <https://skola.example/> }

## sameAs a page about the thing in an encyclopaedia → sameAs
INSERT DATA { <id/place/latvija> schema:sameAs <https://lv.wikipedia.org/wiki/Latvija> }

## page about the thing as text → subjectOf
INSERT DATA { <id/project/tilts> schema:subjectOf "https://upmala.example/tilts" }

## kind is a place → kind
INSERT DATA { <id/event/tilts-diskusija> dcterms:type <id/place/upmala> }

## kind from the list of roles → kind-listed
INSERT DATA { <id/event/tilts-diskusija> dcterms:type voc:speaker }

## two dates of a project → date
INSERT DATA { <id/project/tilts> coop:edtfDate "2018"^^edtf:EDTF }

## date of a programme as text → date
INSERT DATA { <id/programme/pierobeza> coop:edtfDate "2014" }

## two periods → period
INSERT DATA { <id/project/upe> dcterms:temporal <id/project/tilts/period> }

## location is an organization → location
INSERT DATA { <id/event/tilts-diskusija> schema:location <id/organization/upmalas-novads> }

## area served is text → areaServed
INSERT DATA { <id/project/tilts> schema:areaServed "Latvija"@lv }

## target group is text → targetGroup
INSERT DATA { <id/project/tilts> coop:targetGroup "seniori"@lv }

## organization without a participation in between → participation
INSERT DATA { <id/project/tilts> coop:participation <id/organization/erdf> }

## claim counts as a count → count
INSERT DATA { <id/claim/0000000000000001> schema:observationAbout <id/project/tilts> }

## two total budgets → totalBudget
INSERT DATA { <id/project/tilts> coop:totalBudget <id/project/tilts/grant/erdf/amount> }

## total budget is a bare number → totalBudget
INSERT DATA { <id/project/upe> coop:totalBudget 5000.00 }
