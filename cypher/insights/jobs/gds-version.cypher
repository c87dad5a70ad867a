// Which Graph Data Science the server has; an error where it has none.
RETURN gds.version() AS gds_version
