## period reversed → Period-start
DELETE DATA { <id/project/tilts/period> dcat:endDate "2020-02-29"^^xsd:date } ;
INSERT DATA { <id/project/tilts/period> dcat:endDate "2017-02-28"^^xsd:date }

## period starts in a year → Period-start
DELETE DATA { <id/project/upe/period> dcat:startDate "2016-03-01"^^xsd:date } ;
INSERT DATA { <id/project/upe/period> dcat:startDate "2016"^^xsd:gYear }

## period ends twice → Period-end
INSERT DATA { <id/project/tilts/period> dcat:endDate "2020-03-31"^^xsd:date }

## period without bounds → Period-bounded
DELETE DATA { <id/project/upe/period> dcat:startDate "2016-03-01"^^xsd:date }

## EDTF level 2 → Dated-edtf
DELETE DATA { <id/event/tilts-diskusija> coop:edtfDate "2020-01-XX"^^edtf:EDTF } ;
INSERT DATA { <id/event/tilts-diskusija> coop:edtfDate "[2020-01-15,2020-01-16]"^^edtf:EDTF }

## EDTF garbage → Dated-edtf
DELETE DATA { <id/event/tilts-diskusija> coop:edtfDate "2020-01-XX"^^edtf:EDTF } ;
INSERT DATA { <id/event/tilts-diskusija> coop:edtfDate "15. janvārī"^^edtf:EDTF }

## date open on both sides → Dated-edtf
DELETE DATA { <id/project/upe> coop:edtfDate "2016-03-01/.."^^edtf:EDTF } ;
INSERT DATA { <id/project/upe> coop:edtfDate "../.."^^edtf:EDTF }
