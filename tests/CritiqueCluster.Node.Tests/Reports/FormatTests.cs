using CritiqueCluster.Node.Reports.Html;

namespace CritiqueCluster.Node.Tests.Reports;

public sealed class FormatTests
{
    [Theory]
    [InlineData(0.031, "+3.1")]
    [InlineData(-0.031, "−3.1")]
    [InlineData(0, "0.0")]
    [InlineData(0.0002, "+0.02")]
    public void Should_show_the_sign_of_a_difference(double difference, string text) => Assert.Equal(text, Format.Points(difference));

    [Theory]
    [InlineData(0.912, "91.2 %")]
    [InlineData(1.5, "over 100 %")]
    [InlineData(-0.1, "under 0 %")]
    [InlineData(null, "–")]
    public void Should_show_no_ceiling_where_no_share_can_lie(double? share, string text) => Assert.Equal(text, Format.Ceiling(share));

    [Theory]
    [InlineData(0.5, "0.5 s")]
    [InlineData(236.4, "3 min 56 s")]
    public void Should_write_times_for_people(double seconds, string text) => Assert.Equal(text, Format.Seconds(seconds));

    [Fact]
    public void Should_shorten_large_counts()
    {
        Assert.Equal("1.46 M", Format.Brief(1_461_000));
        Assert.Equal("36.5 k", Format.Brief(36_490));
        Assert.Equal("800", Format.Brief(800));
        Assert.Equal("1\u202f461\u202f000", Format.Count(1_461_000));
    }

    [Fact]
    public void Should_name_a_hash_by_its_first_digits()
    {
        Assert.Equal("0123456789", Format.Hash("sha256:0123456789abcdef"));
        Assert.Equal("–", Format.Hash(null));
    }

    [Fact]
    public void Should_escape_texts_and_leave_markup()
    {
        var inner = Markup.Of($"<b>{"<&>"}</b>");

        Assert.Equal("<p><b>&lt;&amp;&gt;</b> 1.5</p>", Markup.Of($"<p>{inner} {1.5}</p>").Html);
    }
}
