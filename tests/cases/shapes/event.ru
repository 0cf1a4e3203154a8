## event without a date → Event-date
DELETE DATA { <id/event/tilts-diskusija> coop:edtfDate "2020-01-XX"^^edtf:EDTF }

## event with two dates → Event-date
INSERT DATA { <id/event/tilts-diskusija> coop:edtfDate "2020-01-16"^^edtf:EDTF }

## time of day that does not exist → Event-startTime
DELETE DATA { <id/event/tilts-nosleguma-konference> schema:startTime "10:00:00"^^xsd:time } ;
INSERT DATA { <id/event/tilts-nosleguma-konference> schema:startTime "25:00:00"^^xsd:time }

## bad occurrence → Event-occurrence
DELETE DATA { <id/event/tilts-diskusija> coop:occurrenceStatus voc:held } ;
INSERT DATA { <id/event/tilts-diskusija> coop:occurrenceStatus "held" }

## planned and held → Event-occurrence
INSERT DATA { <id/event/tilts-diskusija> coop:occurrenceStatus voc:planned }

## occurrence from another list → Event-occurrence-listed
DELETE DATA { <id/event/tilts-diskusija> coop:occurrenceStatus voc:held } ;
INSERT DATA { <id/event/tilts-diskusija> coop:occurrenceStatus voc:stated }

## eventStatus with one of our codes → Event-eventStatus
INSERT DATA { <id/event/tilts-diskusija> schema:eventStatus voc:held }

## super-event is a project → Event-superEvent
DELETE DATA { <id/event/tilts-diskusija> schema:superEvent <id/event/tilts-nosleguma-konference> } ;
INSERT DATA { <id/event/tilts-diskusija> schema:superEvent <id/project/tilts> }

## event of a programme → Event-eventOf
INSERT DATA { <id/event/tilts-diskusija> coop:eventOf <id/programme/pierobeza> }

## end before start (event) → Event-startDate
DELETE DATA { <id/event/tilts-nosleguma-konference> schema:endDate "2020-01-16"^^xsd:date } ;
INSERT DATA { <id/event/tilts-nosleguma-konference> schema:endDate "2020-01-14"^^xsd:date }

## start on a day that does not exist → Event-startDate
INSERT DATA { <id/event/tilts-diskusija> schema:startDate "2020-02-30"^^xsd:date }

## end is a month → Event-endDate
INSERT DATA { <id/event/tilts-diskusija> schema:endDate "2020-01"^^xsd:gYearMonth }

## location unknown → Event-location-known
DELETE DATA { <id/event/tilts-nosleguma-konference> schema:location <id/place/upmalas-nams> }

## subevent outside → Event-within-super-event
DELETE DATA { <id/event/tilts-diskusija> coop:edtfDate "2020-01-XX"^^edtf:EDTF .
    <id/event/tilts-diskusija/period> dcat:startDate "2020-01-01"^^xsd:date ; dcat:endDate "2020-01-31"^^xsd:date } ;
INSERT DATA { <id/event/tilts-diskusija> coop:edtfDate "2020-01-17"^^edtf:EDTF .
    <id/event/tilts-diskusija/period> dcat:startDate "2020-01-17"^^xsd:date ; dcat:endDate "2020-01-17"^^xsd:date }

## subevent longer than its super-event → Event-within-super-event
DELETE DATA { <id/event/tilts-diskusija> coop:edtfDate "2020-01-XX"^^edtf:EDTF .
    <id/event/tilts-diskusija/period> dcat:startDate "2020-01-01"^^xsd:date ; dcat:endDate "2020-01-31"^^xsd:date } ;
INSERT DATA { <id/event/tilts-diskusija> coop:edtfDate "2020-01-16/2020-01-17"^^edtf:EDTF .
    <id/event/tilts-diskusija/period> dcat:startDate "2020-01-16"^^xsd:date ; dcat:endDate "2020-01-17"^^xsd:date }

## vague subevent in another month → Event-within-super-event
DELETE DATA { <id/event/tilts-diskusija> coop:edtfDate "2020-01-XX"^^edtf:EDTF .
    <id/event/tilts-diskusija/period> dcat:startDate "2020-01-01"^^xsd:date ; dcat:endDate "2020-01-31"^^xsd:date } ;
INSERT DATA { <id/event/tilts-diskusija> coop:edtfDate "2020-02-XX"^^edtf:EDTF .
    <id/event/tilts-diskusija/period> dcat:startDate "2020-02-01"^^xsd:date ; dcat:endDate "2020-02-29"^^xsd:date }

## event outside project → Event-within-project
DELETE DATA { <id/project/tilts/period> dcat:endDate "2020-02-29"^^xsd:date } ;
INSERT DATA { <id/project/tilts/period> dcat:endDate "2020-01-15"^^xsd:date }

## event before a project without an end → Event-within-project
DELETE DATA { <id/event/tilts-nosleguma-konference> coop:eventOf <id/project/tilts> .
    <id/project/upe/period> dcat:startDate "2016-03-01"^^xsd:date } ;
INSERT DATA { <id/event/tilts-nosleguma-konference> coop:eventOf <id/project/upe> .
    <id/project/upe/period> dcat:startDate "2020-01-16"^^xsd:date }

## event its own super-event → Event-no-cycle
INSERT DATA { <id/event/tilts-nosleguma-konference> schema:superEvent <id/event/tilts-diskusija> }
