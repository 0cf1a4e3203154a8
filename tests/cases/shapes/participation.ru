## participation of a place → Participation-participant
DELETE DATA { <id/project/tilts/participation/partner-upmalas-skola> coop:participant <id/organization/upmalas-skola> } ;
INSERT DATA { <id/project/tilts/participation/partner-upmalas-skola> coop:participant <id/place/upmala> }

## two participants in one participation → Participation-participant
INSERT DATA { <id/project/tilts/participation/partner-upmalas-skola> coop:participant <id/organization/erdf> }

## participation without a role → Participation-role
DELETE DATA { <id/project/tilts/participation/partner-upmalas-skola> coop:role voc:partner }

## role off list → Participation-role-listed
DELETE DATA { <id/project/tilts/participation/partner-upmalas-skola> coop:role voc:partner } ;
INSERT DATA { <id/project/tilts/participation/partner-upmalas-skola> coop:role voc:conference }

## on behalf of a place → Participation-onBehalfOf
INSERT DATA { <id/project/tilts/participation/partner-contact-p-0a1b2c> coop:onBehalfOf <id/place/upmala> }

## position without a language → Participation-position
INSERT DATA { <id/project/tilts/participation/partner-contact-p-0a1b2c> schema:roleName "vadītāja" }

## participation of nothing → Participation-one-owner
DELETE DATA { <id/project/tilts> coop:participation <id/project/tilts/participation/partner-upmalas-skola> }

## participation in two projects → Participation-one-owner
INSERT DATA { <id/project/upe> coop:participation <id/project/tilts/participation/partner-upmalas-skola> }

## partner is person → Participation-partner-is-organization
DELETE DATA { <id/project/tilts/participation/partner-upmalas-skola> coop:participant <id/organization/upmalas-skola> } ;
INSERT DATA { <id/project/tilts/participation/partner-upmalas-skola> coop:participant <id/person/p-7z8y9x> }

## person represents nobody known → Participation-organization-known
DELETE DATA { <id/document/a1b2c3/participation/author-p-0a1b2c> coop:onBehalfOf <id/organization/upmalas-novads> }

## partner before the project starts → Participation-within-project
DELETE DATA { <id/project/tilts/participation/lead-partner-upmalas-novads> coop:edtfDate "2018-03-01/.."^^edtf:EDTF } ;
INSERT DATA { <id/project/tilts/participation/lead-partner-upmalas-novads> coop:edtfDate "2015-11-21/.."^^edtf:EDTF }
