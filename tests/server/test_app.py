"""What the application says of itself."""


class TestDocument:
    def test_says_which_routes_want_a_credential_and_in_which_headers(self, app) -> None:
        for _ in range(2):  # asked again it says the same
            document = app.openapi()
            paths = document["paths"]
            assert paths["/api/v1/guarded"]["get"]["security"] == [{"bearer": []}, {"api_key": []}]
            assert "security" not in paths["/api/v1/things"]["get"]
        schemes = document["components"]["securitySchemes"]
        assert schemes["bearer"]["scheme"] == "bearer"
        assert (schemes["api_key"]["in"], schemes["api_key"]["name"]) == ("header", "X-API-Key")

    def test_has_every_error_that_the_edge_itself_may_answer_with(self, app) -> None:
        errors = app.openapi()["paths"]["/api/v1/things"]["post"]["responses"]
        assert set(errors) == {"201", "400", "401", "403", "404", "409", "413", "422", "429", "503"}
        assert errors["413"]["content"]["application/json"]["schema"]["$ref"].endswith("/ErrorEnvelope")
