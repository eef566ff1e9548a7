using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Recipes;

public sealed class CheckerValidationTests
{
    [Theory]
    [InlineData("python3 checker.py --seconds 5", new[] { "python3", "checker.py", "--seconds", "5" })]
    [InlineData("  'my program'  a\\ b \"c \\\" 'd' \\n\" '' e'f'g ", new[] { "my program", "a b", "c \" 'd' \\n", "", "efg" })]
    [InlineData("[\"my program\", \"$HOME *\"]", new[] { "my program", "$HOME *" })]
    [InlineData("\"quoted program\" x", new[] { "quoted program", "x" })]
    public void Should_read_a_command_as_a_list_or_as_a_shell_would(string text, string[] command)
    {
        var recipe = ResolvedRecipe.From(RecipeLayer.FromAssignments(["Problems.Source=a.jsonl", "Problems.Checker=command", $"Problems.CheckerCommand={text}"])).Recipe;
        Assert.Equal(CheckerKind.Command, recipe.Problems.Checker);
        Assert.Equal(command, recipe.Problems.CheckerCommand);
        Assert.Empty(RecipeJson.Differences(recipe, ResolvedRecipe.From(RecipeLayer.FromJson(RecipeJson.Write(recipe), "run.json")).Recipe));
    }

    [Fact]
    public void Should_split_a_command_in_a_recipe_file_too() => Assert.Equal(
        ["sh", "a b"],
        ResolvedRecipe.From(RecipeLayer.FromJson("""{ "Problems": { "Source": "a.jsonl", "Checker": "Command", "CheckerCommand": "sh 'a b'" } }""", "my.json")).Recipe.Problems.CheckerCommand);

    [Theory]
    [InlineData("Problems.Checker=Command", "Countdown's, whose own checker is exact")]
    [InlineData("Problems.Source=a.jsonl Problems.Checker=Command", "Problems.CheckerCommand names no program")]
    [InlineData("Problems.Source=a.jsonl Problems.Checker=Command Problems.CheckerCommand=''", "Problems.CheckerCommand names no program")]
    [InlineData("Problems.Source=a.jsonl Problems.CheckerCommand=x", "Problems.CheckerCommand is given, but Problems.Checker is BuiltIn")]
    [InlineData("Problems.CheckerCommand='x", "Problems.CheckerCommand is \"'x\", but must be a list of texts")]
    [InlineData("Problems.CheckerCommand=[1]", "Problems.CheckerCommand is [1], but must be a list of texts")]
    [InlineData("Problems.CheckerSeconds=0", "Problems.CheckerSeconds is 0, but must be a number above 0")]
    [InlineData("Problems.Checker=Magic", "one of BuiltIn, Command")]
    public void Should_refuse_in_one_line_what_does_not_go_together(string assignments, string expected) =>
        Assignments.AssertRefused(assignments, expected);
}
