## document with only the class of its kind → Document-typed
DELETE DATA { <id/document/a1b2c3> a schema:Article }

## headline without a language → Document-headline
INSERT DATA { <id/document/a1b2c3> schema:headline "Upmalā noslēgsies projekts" }

## two supplied titles → Document-name
INSERT DATA { <id/document/d4e5f6> schema:name "[Par naudu]"@lv }

## document without a title → Document-titled
DELETE DATA { <id/document/d4e5f6> schema:name "[Par programmu]"@lv }

## document typed as a photograph → Document-type
INSERT DATA { <id/document/d4e5f6> a schema:Photograph }

## language as a word → Document-inLanguage
DELETE DATA { <id/document/d4e5f6> schema:inLanguage "lv" } ;
INSERT DATA { <id/document/d4e5f6> schema:inLanguage "latviešu" }

## published in a month → Document-datePublished
DELETE DATA { <id/document/d4e5f6> schema:datePublished "2017-06-01"^^xsd:date } ;
INSERT DATA { <id/document/d4e5f6> schema:datePublished "2017-06"^^xsd:gYearMonth }

## modified on two days → Document-dateModified
INSERT DATA { <id/document/a1b2c3> schema:dateModified "2020-07-02"^^xsd:date }

## publisher is a place → Document-publisher
INSERT DATA { <id/document/a1b2c3> schema:publisher <id/place/upmala> }

## rights note without a language → Document-usageInfo
INSERT DATA { <id/document/a1b2c3> schema:usageInfo "CC BY 4.0" }

## document funded by a project → Document-funder
INSERT DATA { <id/document/a1b2c3> schema:funder <id/project/tilts> }

## no sha → Document-digest
DELETE WHERE { <id/document/d4e5f6/text> schema:sha256 ?digest }

## full text → Document-no-text
INSERT DATA { <id/document/a1b2c3> schema:text "Viss teksts no sākuma līdz beigām."@lv }

## full text as article body → Document-no-body
INSERT DATA { <id/document/a1b2c3> schema:articleBody "Viss teksts no sākuma līdz beigām."@lv }

## publisher unknown → Document-publisher-known
DELETE WHERE { <id/document/a1b2c3> schema:publisher ?publisher }

## day of publication unknown → Document-datePublished-known
DELETE WHERE { <id/document/a1b2c3> schema:datePublished ?day }

## digest in capitals → Text-sha256
DELETE WHERE { <id/document/d4e5f6/text> schema:sha256 ?digest } ;
INSERT DATA { <id/document/d4e5f6/text> schema:sha256 "000000000000000000000000000000000000000000000000000000000000000F" }

## text without a media type → Text-encodingFormat
DELETE WHERE { <id/document/d4e5f6/text> schema:encodingFormat ?type }

## text of no document → Text-one-document
DELETE DATA { <id/document/d4e5f6> schema:encoding <id/document/d4e5f6/text> }
