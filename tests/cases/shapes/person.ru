## person IRI with name → Person
INSERT DATA { <id/person/anna-paraudzina> a schema:Person ; schema:name "Anna Paraudziņa" .
    <id/document/a1b2c3/participation/author-p-0a1b2c> coop:participant <id/person/anna-paraudzina> }

## email on person → Person-private
INSERT DATA { <id/person/p-0a1b2c> schema:email "anna@upmala.example" }

## telephone on person → Person-private
INSERT DATA { <id/person/p-0a1b2c> schema:telephone "+371 29 123 456" }

## gender of a person → Person-private
INSERT DATA { <id/person/p-0a1b2c> schema:gender schema:Female }

## person linked to an outside profile → Person-private
INSERT DATA { <id/person/p-0a1b2c> schema:sameAs <http://www.wikidata.org/entity/Q2> }

## person's name with a language → Person-name
DELETE DATA { <id/person/p-0a1b2c> schema:name "Anna Paraudziņa" } ;
INSERT DATA { <id/person/p-0a1b2c> schema:name "Anna Paraudziņa"@lv }

## person with two names → Person-name
INSERT DATA { <id/person/p-0a1b2c> schema:name "Anna Piemēre" }

## other spelling without a language → Person-alternateName
INSERT DATA { <id/person/p-0a1b2c> schema:alternateName "A. Paraudzina" }

## person who takes part in nothing → Person-participation-known
INSERT DATA { <id/person/p-111111> a schema:Person ; schema:name "Ilze Lieka" }
