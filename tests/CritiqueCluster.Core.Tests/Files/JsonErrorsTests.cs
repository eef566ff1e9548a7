using System.Text.Json;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Core.Tests.Files;

public sealed class JsonErrorsTests
{
    [Theory]
    [InlineData("{\n  \"a\": x\n}", "line 2, column 8: ", "'x' is an invalid start of a value")]
    [InlineData("[1,]", "line 1, column 4: ", "The JSON array contains a trailing comma at the end which is not supported in this mode")]
    [InlineData("{ \"a\": 1, \"a\": 2 }", "", "Duplicate property 'a' encountered during deserialization")]
    public void Should_say_where_and_what_in_words_for_people(string json, string place, string reason)
    {
        var error = Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false }));
        Assert.Equal(reason, JsonErrors.Reason(error));
        Assert.Equal(place + reason, JsonErrors.PlaceAndReason(error));
    }
}
