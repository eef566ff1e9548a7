using System.Text;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.External;

namespace CritiqueCluster.Core.Tests.Problems.External;

public sealed class CheckerReplyTests
{
    [Theory]
    [InlineData("""{"id":7,"right":true}""", true, null, null)]
    [InlineData(""" { "right" : false, "reason" : null, "answer" : null, "id" : 7, "seconds" : 0.1 } """, false, null, null)]
    [InlineData("""{"id":7,"right":true,"reason":"tab\there\u001b[31m","answer":" 82 "}""", true, "82", "tab here [31m")]
    public void Should_read_a_verdict(string line, bool right, string? answer, string? reason) =>
        Assert.Equal(new AnswerCheck(right, answer, reason), Read(line));

    [Fact]
    public void Should_cut_what_is_too_long_for_a_journal() =>
        Assert.Equal(501, Read($$"""{"id":7,"right":false,"reason":"{{new string('x', 100_000)}}"}""").Reason!.Length);

    [Theory]
    [InlineData("", "is not JSON")]
    [InlineData("""{"id":7,"right":true""", "is not JSON")]
    [InlineData("""[{"id":7,"right":true}]""", "is not a JSON object")]
    [InlineData("""{"right":true}""", "does not have the id 7")]
    [InlineData("""{"id":8,"right":true}""", "does not have the id 7")]
    [InlineData("""{"id":"7","right":true}""", "does not have the id 7")]
    [InlineData("""{"id":7}""", "does not say \"right\"")]
    [InlineData("""{"id":7,"right":1}""", "does not say \"right\"")]
    [InlineData("""{"id":7,"right":"true"}""", "does not say \"right\"")]
    [InlineData("""{"id":7,"right":true,"answer":82}""", "has a \"answer\" that is neither a text nor null")]
    [InlineData("""{"id":7,"right":true,"reason":["x"]}""", "has a \"reason\" that is neither a text nor null")]
    [InlineData("""{"id":7,"right":true,"reason":"\ud800"}""", "no valid Unicode")]
    public void Should_refuse_what_is_no_reply_to_the_question(string line, string expected) =>
        Assert.Contains(expected, Assert.Throws<CheckerFailedException>(() => Read(line)).Message, StringComparison.Ordinal);

    private static AnswerCheck Read(string line) => CheckerReply.Read(Encoding.UTF8.GetBytes(line), 7);
}
