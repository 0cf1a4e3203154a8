## stated w/o evidence → Claim
DELETE WHERE { <id/claim/0000000000000001> coop:evidence ?evidence }

## inferred w/o rule → Claim
DELETE WHERE { <id/claim/0000000000000019> schema:description ?rule }

## computed w/o rule → Claim
DELETE WHERE { <id/claim/0000000000000018> schema:description ?rule }

## external w/o source → Claim
DELETE WHERE { <id/claim/000000000000001a> prov:hadPrimarySource ?source }

## claim without a subject → Claim-subject
DELETE WHERE { <id/claim/0000000000000001> rdf:subject ?subject }

## claim with two predicates → Claim-predicate
INSERT DATA { <id/claim/0000000000000001> rdf:predicate schema:alternateName }

## claim with two objects → Claim-object
INSERT DATA { <id/claim/0000000000000001> rdf:object "Tilts"@lv }

## claim with an unknown status → Claim-status
DELETE DATA { <id/claim/0000000000000001> coop:claimStatus voc:stated } ;
INSERT DATA { <id/claim/0000000000000001> coop:claimStatus voc:held }

## claim without a rank → Claim-rank
DELETE WHERE { <id/claim/0000000000000001> coop:rank ?rank }

## claim appears in a project → Claim-appearance
INSERT DATA { <id/claim/0000000000000001> schema:appearance <id/project/upe> }

## evidence is a whole document → Claim-evidence
INSERT DATA { <id/claim/0000000000000001> coop:evidence <id/document/a1b2c3> }

## source as text → Claim-source
INSERT DATA { <id/claim/000000000000001a> prov:hadPrimarySource "projekta lapa" }

## rule without a language → Claim-rule
INSERT DATA { <id/claim/0000000000000019> schema:description "It lies there." }

## conflict with a document → Claim-conflictsWith
INSERT DATA { <id/claim/0000000000000001> coop:conflictsWith <id/document/d4e5f6> }

## preferred claim not asserted → Claim-preferred-is-asserted
DELETE DATA { <id/project/tilts/total-budget> schema:value 100000.00 } ;
INSERT DATA { <id/project/tilts/total-budget> schema:value 110000.00 }

## false conflict → Conflict-is-real
INSERT DATA { <id/claim/0000000000000001> coop:conflictsWith <id/claim/0000000000000002> }

## conflict of two claims that say the same → Conflict-is-real
DELETE DATA { <id/claim/00000000000000f2> rdf:object 110000.00 } ;
INSERT DATA { <id/claim/00000000000000f2> rdf:object 100000.00 }

## unresolved conflict → Conflict-is-resolved
DELETE DATA { <id/claim/00000000000000f1> coop:rank voc:preferred } ;
INSERT DATA { <id/claim/00000000000000f1> coop:rank voc:normal }

## date without claim → Dated-has-claim
DELETE WHERE { ?claim rdf:predicate coop:edtfDate ; rdf:subject <id/project/upe> }
