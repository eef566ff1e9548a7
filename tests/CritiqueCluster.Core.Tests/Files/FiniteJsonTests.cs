using System.Text.Json;
using System.Text.Json.Nodes;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Core.Tests.Files;

public sealed class FiniteJsonTests
{
    [Fact]
    public void Should_write_null_for_what_is_not_finite_and_read_it_as_NaN()
    {
        var numbers = new Numbers(double.NaN, float.PositiveInfinity, double.NegativeInfinity, 0.5, new Dictionary<string, double> { ["a"] = double.NaN, ["b"] = 2 });
        var json = JsonSerializer.Serialize(numbers, FiniteJson.Web);
        Assert.Equal("""{"wide":null,"narrow":null,"perhaps":null,"known":0.5,"named":{"a":null,"b":2}}""", json);

        var read = JsonSerializer.Deserialize<Numbers>(json, FiniteJson.Web)!;
        Assert.True(double.IsNaN(read.Wide) && float.IsNaN(read.Narrow) && double.IsNaN(read.Named["a"]));
        Assert.Null(read.Perhaps);
        Assert.InRange(read.Known!.Value, 0.5, 0.5);
    }

    [Fact]
    public void Should_read_the_names_that_earlier_versions_wrote()
    {
        var read = JsonSerializer.Deserialize<Numbers>("""{"wide":"NaN","narrow":"Infinity","perhaps":"-Infinity","known":1,"named":{}}""", FiniteJson.Web)!;
        Assert.True(double.IsNaN(read.Wide) && float.IsPositiveInfinity(read.Narrow) && double.IsNegativeInfinity(read.Perhaps!.Value));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Numbers>("""{"wide":"many"}""", FiniteJson.Web));
    }

    [Fact]
    public void Should_clean_a_tree_at_every_depth()
    {
        var tree = new JsonObject
        {
            ["rows"] = new JsonArray(1.5, double.NaN, new JsonObject { ["entropy"] = float.NegativeInfinity, ["name"] = "NaN" }),
            ["none"] = null,
        };
        Assert.Equal("""{"rows":[1.5,null,{"entropy":null,"name":"NaN"}],"none":null}""", FiniteJson.Clean(tree)!.ToJsonString());
        Assert.Null(FiniteJson.Clean(JsonValue.Create(double.NaN)));
    }

    private sealed record Numbers(double Wide, float Narrow, double? Perhaps, double? Known, IReadOnlyDictionary<string, double> Named);
}
