"""The European metadata quality metrics: what earns how many of the 405 points.

Enters: nothing. Leaves: the table that the score is computed by and that missing settings are
priced with. (Metadata Quality Assessment of data.europa.eu; the sums of its five dimensions.)
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric; `penalty` are the points lost, beside those not earned, where it fails.

    `of` says what is measured: the dataset or each of its distributions; `asks` is what to do.
    """

    name: str
    dimension: str
    points: int
    of: str
    asks: str
    penalty: int = 0


METRICS = (
    Metric("keywordAvailability", "findability", 30, "dataset", "dcat:keyword"),
    Metric("categoryAvailability", "findability", 30, "dataset", "dcat:theme"),
    Metric("spatialAvailability", "findability", 20, "dataset", "dcterms:spatial"),
    Metric("temporalAvailability", "findability", 20, "dataset", "dcterms:temporal"),
    Metric("accessUrlStatusCode", "accessibility", 50, "distribution", "dcat:accessURL answers"),
    Metric("downloadUrlAvailability", "accessibility", 20, "distribution", "dcat:downloadURL"),
    Metric(
        "downloadUrlStatusCode", "accessibility", 30, "distribution", "dcat:downloadURL answers"
    ),
    Metric("formatAvailability", "interoperability", 20, "distribution", "dcterms:format", 5),
    Metric("mediaTypeAvailability", "interoperability", 10, "distribution", "dcat:mediaType", 5),
    Metric(
        "formatMediaTypeVocabularyAlignment",
        "interoperability",
        10,
        "distribution",
        "format of the EU file types and media type of IANA",
    ),
    Metric(
        "formatMediaTypeNonProprietary",
        "interoperability",
        20,
        "distribution",
        "an open format",
    ),
    Metric(
        "formatMediaTypeMachineInterpretable",
        "interoperability",
        20,
        "distribution",
        "a machine-readable format",
    ),
    Metric("dcatApCompliance", "interoperability", 30, "dataset", "what DCAT-AP makes mandatory"),
    Metric("licenceAvailability", "reusability", 20, "distribution", "dcterms:license"),
    Metric("knownLicence", "reusability", 10, "distribution", "a licence of the EU licence table"),
    Metric("accessRightsAvailability", "reusability", 10, "dataset", "dcterms:accessRights"),
    Metric(
        "accessRightsVocabularyAlignment",
        "reusability",
        5,
        "dataset",
        "access rights of the EU table",
    ),
    Metric("contactPointAvailability", "reusability", 20, "dataset", "dcat:contactPoint"),
    Metric("publisherAvailability", "reusability", 10, "dataset", "dcterms:publisher"),
    Metric("rightsAvailability", "contextuality", 5, "distribution", "dcterms:rights"),
    Metric("byteSizeAvailability", "contextuality", 5, "distribution", "dcat:byteSize"),
    Metric("dateIssuedAvailability", "contextuality", 5, "distribution", "dcterms:issued"),
    Metric("dateModifiedAvailability", "contextuality", 5, "distribution", "dcterms:modified"),
)
"""All metrics, dimension by dimension."""

TOTAL = sum(metric.points for metric in METRICS)
"""The points of a perfect description."""

RATINGS = ((350, "excellent"), (220, "good"), (119, "sufficient"), (-1, "bad"))
"""More points than the number earn the word."""


def points(*names: str) -> int:
    """What the named metrics are worth together, penalties included."""
    return sum(metric.points + metric.penalty for metric in METRICS if metric.name in names)


def rating(earned: int) -> str:
    """The word for so many points."""
    return next((word for floor, word in RATINGS if earned > floor), RATINGS[-1][1])
