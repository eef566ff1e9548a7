using System.Text;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Explored;
using CritiqueCluster.Core.Problems.Words;
using CritiqueCluster.Core.Problems.Words.Answers;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Problems;

/// <summary>Tests unusual content of problem files.</summary>
public sealed class DataFileTests : IDisposable
{
    private const string Good = """{"question": "2+2?", "answer": "4"}""";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_refuse_bytes_that_are_not_UTF8_with_line_and_byte()
    {
        var path = _folder.Write("set.jsonl", Encoding.Latin1.GetBytes($"{Good}\n{{\"question\":\"Le café coûte 3 euros ; combien pour 2 ?\",\"answer\":\"6\"}}\n"));
        Assert.Contains("line 2: byte 20 of the line (0xE9) is not valid UTF-8", Refused(path), StringComparison.Ordinal);

        var source = new WordSource(path, skipBad: true);
        Assert.Equal(1, source.Skipped);
        Assert.Single(All(source));
    }

    [Fact]
    public void Should_refuse_an_export_that_is_not_UTF8()
    {
        var path = _folder.Write("rollouts.jsonl", Encoding.Latin1.GetBytes("""{"schema":"critique.exploration/1","problem":{"id":"é"},"attempts":[]}""" + "\n"));
        var error = Assert.Throws<ConfigurationException>(() => new ExploredSource(path, new CountdownOptions()));
        Assert.Contains("line 1: byte 53 of the line (0xE9)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_pass_over_the_mark_of_UTF8()
    {
        var path = _folder.Write("set.jsonl", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes("""{"question": "Größe?", "answer": "4"}""")]);
        Assert.Equal("Größe?", Assert.Single(All(new WordSource(path))).Statement);
        Assert.IsType<WordSource>(ProblemSources.From(new ProblemOptions { Source = "set.jsonl" }, _folder.Path));
    }

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", false)]
    public void Should_say_that_a_file_is_UTF16(string encoding, bool mark)
    {
        var utf16 = Encoding.GetEncoding(encoding);
        var path = _folder.Write("set.jsonl", [.. mark ? utf16.GetPreamble() : [], .. utf16.GetBytes(Good)]);
        Assert.Contains("is UTF-16", Refused(path), StringComparison.Ordinal);
        var error = Assert.Throws<ConfigurationException>(() => ProblemSources.From(new ProblemOptions { Source = "set.jsonl", SkipBad = true }, _folder.Path));
        Assert.Contains("is UTF-16", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"question":"2+2?","answer":"2 and 2 make 4. In 10 lines.\n#### "}""", "nothing follows its last '####'")]
    [InlineData("""{"question":"2+2?","answer":"So \\boxed{4}.\n####\n"}""", "nothing follows its last '####'")]
    [InlineData("""{"problem":"2+2?","solution":"2 and 2 make 4.\n####"}""", "nothing follows its last '####'")]
    [InlineData("""{"question":"2+2?","answer":"2 and 2 make 4, so the answer is 4."}""", "a working without '#### x'")]
    [InlineData("""{"input":"2+2?","target":"2 and 2\nmake 4"}""", "a working without '#### x'")]
    [InlineData("""{"problem":"2+2?","solution":"So $\\boxed{ }$."}""", "\\boxed{} is empty")]
    [InlineData("""{"question":"2+2?","answer":"4","answer":"5"}""", "its field 'answer' comes twice")]
    [InlineData("""{"question":"2+2?","answer":"4","note":"a","note":"b"}""", "its field 'note' comes twice")]
    [InlineData("""{"question":"2+2?","answer":"4","Answer":"5"}""", "its fields 'answer' and 'Answer' are one and the same")]
    [InlineData("""{"question":"2+2?","answer":1e999}""", "1e999")]
    [InlineData("""{"question":"2+2?","answer":"4","\ud800":1}""", "no valid Unicode")]
    public void Should_refuse_a_line_that_has_no_certain_answer(string line, string reason)
    {
        var path = _folder.Write("set.jsonl", $"{Good}\n{line}\n");
        Assert.Contains("line 2: ", Refused(path), StringComparison.Ordinal);
        Assert.Contains(reason, Refused(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"question":"Q?","answer":"4","ID":1,"id":2}""", "4", null)]
    [InlineData("""{"question":"Q?","answer":"So it is $\\boxed{4}$."}""", "4", "So it is $\\boxed{4}$.")]
    [InlineData("""{"question":"Q?","answer":"$\\boxed{4}$"}""", "4", null)]
    [InlineData("""{"problem":"Q?","answer":"\\text{east}","solution":"Look: \\boxed{\\text{east}}."}""", "\\text{east}", "Look: \\boxed{\\text{east}}.")]
    [InlineData("""{"question":"Q?","answer":"2+2 = 4\n#### 4 apples","solution":"Long."}""", "4 apples", "2+2 = 4\n#### 4 apples")]
    public void Should_find_the_answer_and_the_solution(string line, string answer, string? solution)
    {
        var problem = Assert.Single(All(new WordSource(_folder.Write("set.jsonl", line))));
        Assert.Equal((answer, solution), (problem.Answer, problem.Solution));
    }

    [Theory]
    [InlineData("1e-05", "0.00001", "1/100000")]
    [InlineData("1e+16", "10000000000000000", "10^{16}")]
    [InlineData("2.5E-07", "0.00000025", "1/4000000")]
    [InlineData("-3e2", "-300", "-300.0")]
    public void Should_keep_what_a_number_with_an_exponent_means(string number, string answer, string same)
    {
        var problem = Assert.Single(All(new WordSource(_folder.Write("set.jsonl", $$"""{"question":"Q?","answer":{{number}}}"""))));
        Assert.Equal(answer, problem.Answer);
        Assert.True(AnswerGrader.Equal(problem.Answer, same));
        Assert.True(new WordChecker().Check(problem, $"So it is\n#### {answer}").Correct);
    }

    [Fact]
    public void Should_refuse_an_export_with_a_field_twice()
    {
        var path = _folder.Write("rollouts.jsonl", """{"schema":"critique.exploration/1","problem":{"id":"a","statement":"1","statement":"2"},"attempts":[]}""");
        var error = Assert.Throws<ConfigurationException>(() => new ExploredSource(path, new CountdownOptions()));
        Assert.Contains("statement", error.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("data_latin1.jsonl", "line 1: byte ")]
    [InlineData("data_empty_after_mark.jsonl", "line 1: it has no answer: nothing follows its last '####'")]
    [InlineData("data_no_mark.jsonl", "line 1: it has no answer: its answer field is a working")]
    public void Should_refuse_the_known_files(string name, string reason) =>
        Assert.Contains(reason, Refused(SharedData.File($"cases/{name}")), StringComparison.Ordinal);

    [SkippableFact]
    public void Should_read_the_known_file_of_exponents() =>
        Assert.Equal(["0.00000025", "0.00001", "10000000000000000"],
            All(new WordSource(SharedData.File("cases/data_numeric_scientific.jsonl"))).Select(problem => problem.Answer).Order(StringComparer.Ordinal));

    private static string Refused(string path) => Assert.Throws<ConfigurationException>(() => new WordSource(path)).Message;

    private static List<Problem> All(WordSource source) =>
        [.. Enum.GetValues<ProblemSplit>().SelectMany(split => source.Take(split, source.Count(split)))];
}
