## place with only the class of its kind → Place-typed
DELETE DATA { <id/place/latvija> a schema:Place }

## place typed as a government office → Place-type
INSERT DATA { <id/place/upmala> a schema:GovernmentOffice }

## place in an organization → Place-containedInPlace
INSERT DATA { <id/place/upmala> schema:containedInPlace <id/organization/upmalas-novads> }

## place in itself → Place-no-cycle
INSERT DATA { <id/place/latvija> schema:containedInPlace <id/place/upmala> }
