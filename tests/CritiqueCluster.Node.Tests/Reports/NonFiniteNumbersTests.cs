using System.Text.Json;
using System.Text.Json.Nodes;

using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Node.Control;
using CritiqueCluster.Node.Explorations;
using CritiqueCluster.Node.Reports.Html;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Tests.Reports;

/// <summary>Numbers that JSON does not know, in everything that writes JSON beside the report and the metrics.</summary>
public sealed class NonFiniteNumbersTests
{
    [Fact]
    public void Should_print_null_in_a_command_document()
    {
        var row = new IterationStatistics(1, ExplorationPurpose.Training, 1, 1, 0, 0, 2, double.PositiveInfinity, 1, 0, 0, 0, 20, double.NaN, 0);
        using var output = new StringWriter();
        Terminal.Redirected(output, TextWriter.Null).WriteJson(new JsonObject { ["iterations"] = new JsonArray(row.ToJson()) });

        var written = JsonNode.Parse(output.ToString())!["iterations"]![0]!.AsObject();
        Assert.True(written.ContainsKey("tokenEntropy") && written["tokenEntropy"] is null);
        Assert.True(written.ContainsKey("passRate") && written["passRate"] is null);
        Assert.Equal(20, (int)written["generatedTokens"]!);
    }

    [Fact]
    public void Should_send_null_to_an_operator()
    {
        var json = ControlJson.Write(new Rate(double.NaN));
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(json).RootElement.GetProperty("perSecond").ValueKind);
        Assert.True(double.IsNaN(ControlJson.Read<Rate>(json).PerSecond));
    }

    [Fact]
    public void Should_show_a_dash_in_the_page()
    {
        Assert.Equal("–", Format.Number(double.NaN));
        Assert.Equal("–", Format.Percent(double.PositiveInfinity));
    }

    private sealed record Rate(double PerSecond);
}
