## count of two things → Observation-observationAbout
INSERT DATA { <id/project/tilts/count/partner-count> schema:observationAbout <id/project/upe> }

## count of a person → Observation-observationAbout
DELETE DATA { <id/project/tilts/count/partner-count> schema:observationAbout <id/project/tilts> } ;
INSERT DATA { <id/project/tilts/count/partner-count> schema:observationAbout <id/person/p-0a1b2c> }

## count of nothing named → Observation-measuredProperty
DELETE DATA { <id/project/tilts/count/partner-count> schema:measuredProperty voc:partner-count }

## count of something off list → Observation-measuredProperty-listed
DELETE DATA { <id/project/tilts/count/partner-count> schema:measuredProperty voc:partner-count } ;
INSERT DATA { <id/project/tilts/count/partner-count> schema:measuredProperty voc:partner }

## count in words → Observation-value
DELETE DATA { <id/event/tilts-nosleguma-konference/count/attendance> schema:value 70 } ;
INSERT DATA { <id/event/tilts-nosleguma-konference/count/attendance> schema:value "ap 70" }

## count below zero → Observation-value
DELETE DATA { <id/event/tilts-nosleguma-konference/count/attendance> schema:value 70 } ;
INSERT DATA { <id/event/tilts-nosleguma-konference/count/attendance> schema:value -70 }

## two qualifiers → Observation-qualifier
INSERT DATA { <id/event/tilts-nosleguma-konference/count/attendance> schema:measurementQualifier voc:at-least }

## qualifier off list → Observation-qualifier-listed
DELETE DATA { <id/event/tilts-nosleguma-konference/count/attendance> schema:measurementQualifier voc:approximate } ;
INSERT DATA { <id/event/tilts-nosleguma-konference/count/attendance> schema:measurementQualifier voc:planned }
