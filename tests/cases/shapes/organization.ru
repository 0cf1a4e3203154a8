## organization with only the class of its kind → Organization-typed
DELETE DATA { <id/organization/upmalas-skola> a schema:Organization }

## organization typed as a church → Organization-type
INSERT DATA { <id/organization/upmalas-novads> a schema:Church }

## two parents → Organization-parentOrganization
INSERT DATA { <id/organization/upmalas-skola> schema:parentOrganization <id/organization/erdf> }

## member of a place → Organization-memberOf
INSERT DATA { <id/organization/upmalas-skola> schema:memberOf <id/place/upmala> }

## parent cycle → Organization-no-cycle
INSERT DATA { <id/organization/upmalas-novads> schema:parentOrganization <id/organization/upmalas-skola> }
