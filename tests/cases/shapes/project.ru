## two programmes → Project-programme
INSERT DATA { <id/project/tilts> coop:programme <id/programme/pierobeza> }

## priority is a programme → Project-priority
INSERT DATA { <id/project/tilts> coop:priority <id/programme/pierobeza> }

## funding is a bare sum → Project-funding
INSERT DATA { <id/project/tilts> schema:funding <id/project/tilts/total-budget> }

## output is a place → Project-output
INSERT DATA { <id/project/tilts> coop:output <id/place/upmala> }

## part of a programme instead of a project → Project-partOfProject
DELETE DATA { <id/project/tilts> coop:partOfProject <id/project/upe> } ;
INSERT DATA { <id/project/tilts> coop:partOfProject <id/programme/pierobeza> }

## programme unknown → Project-programme-known
DELETE DATA { <id/project/upe> coop:programme <id/programme/pierobeza-2014-2020> }

## period unknown → Project-period-known
DELETE DATA { <id/project/upe> dcterms:temporal <id/project/upe/period> }

## official number unknown → Project-identifier-known
DELETE DATA { <id/project/upe> schema:identifier "PRB-300" }

## two lead partners → Project-one-lead
DELETE DATA { <id/project/tilts/participation/partner-upmalas-skola> coop:role voc:partner } ;
INSERT DATA { <id/project/tilts/participation/partner-upmalas-skola> coop:role voc:lead-partner }

## cofunding>budget → Project-funding-within-budget
DELETE DATA { <id/project/tilts/grant/erdf/amount> schema:value 85000.00 } ;
INSERT DATA { <id/project/tilts/grant/erdf/amount> schema:value 185000.00 }

## two grants together exceed the budget → Project-funding-within-budget
INSERT DATA {
    <id/project/tilts> schema:funding <id/project/tilts/grant/upmalas-novads> .
    <id/project/tilts/grant/upmalas-novads> a schema:MonetaryGrant ;
        schema:funder <id/organization/upmalas-novads> ;
        schema:amount <id/project/tilts/grant/upmalas-novads/amount> .
    <id/project/tilts/grant/upmalas-novads/amount> a schema:MonetaryAmount ;
        schema:value 20000.00 ; schema:currency "EUR" }

## project part of itself → Project-no-cycle
INSERT DATA { <id/project/upe> coop:partOfProject <id/project/tilts> }

## more partners stated than listed → Project-partner-count
DELETE DATA { <id/project/tilts/count/partner-count> schema:value 2 } ;
INSERT DATA { <id/project/tilts/count/partner-count> schema:value 16 }

## digits swapped in a sum → Project-funding-rate
DELETE DATA { <id/project/tilts/grant/erdf/amount> schema:value 85000.00 } ;
INSERT DATA { <id/project/tilts/grant/erdf/amount> schema:value 80500.00 }
