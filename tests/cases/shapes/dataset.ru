## email in a description → Dataset-no-email
INSERT DATA { <id/project/tilts> schema:description "rakstiet: anna@upmala.example"@lv }

## email [at] in quote → Dataset-no-email
INSERT DATA { <id/evidence/a1b2c3-606-620#quote> oa:exact "raksti: anna[at]upmala.example"@lv }

## email as an IRI → Dataset-no-email
INSERT DATA { <id/organization/erdf> schema:url <mailto:anna@upmala.example> }

## phone in quote → Dataset-no-phone
INSERT DATA { <id/evidence/a1b2c3-606-620#quote> oa:exact "tālr. 29 123 456"@lv }

## phone as an IRI → Dataset-no-phone-iri
INSERT DATA { <id/organization/erdf> schema:subjectOf <tel:+37129123456> }

## non-ascii IRI → Dataset-iri-policy
INSERT DATA { <id/place/līvāni> a schema:Place ; schema:name "Līvāni"@lv }

## upper-case IRI → Dataset-iri-policy
INSERT DATA { <id/place/Upmala> a schema:Place ; schema:name "Upmala"@lv }

## reference to an IRI with an underscore → Dataset-iri-policy
INSERT DATA { <id/project/tilts> schema:location <id/place/upmalas_nams> }

## node without an IRI → Dataset-no-blank-node
INSERT { <id/project/upe> schema:funding [ a schema:MonetaryGrant ] } WHERE {}

## http schema → Dataset-https-schema
INSERT DATA { <id/project/tilts> <http://schema.org/name> "Tilts"@lv }

## http schema class → Dataset-https-schema
INSERT DATA { <id/project/tilts> a <http://schema.org/Project> }

## bad lang → Dataset-languages
INSERT DATA { <id/project/tilts> schema:name "Tilts"@xx }
