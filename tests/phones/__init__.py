"""The demo's page of two phones, used as a person does."""
