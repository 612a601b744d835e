"""Facility kinds: one declaration file each; KINDS is the one list."""

from layers.facilities import (
    burial_area,
    charity_supermarket,
    child_welfare_institution,
    community_service_centre,
    day_care_centre,
    donation_station,
    funeral_service_centre,
    marriage_registry,
    nursing_home,
    public_cemetery,
    rescue_station,
    social_organisation,
    welfare_centre,
)

KINDS = (
    welfare_centre.KIND,
    nursing_home.KIND,
    day_care_centre.KIND,
    child_welfare_institution.KIND,
    rescue_station.KIND,
    public_cemetery.KIND,
    burial_area.KIND,
    funeral_service_centre.KIND,
    charity_supermarket.KIND,
    donation_station.KIND,
    community_service_centre.KIND,
    social_organisation.KIND,
    marriage_registry.KIND,
)
