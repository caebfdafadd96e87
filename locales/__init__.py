"""The catalogues: fi is complete and the default, sv and en follow. Message ids are English."""
