using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Core.Tests.Files;

public sealed class PlainNumberTests
{
    [Theory]
    [InlineData("1e-05", "0.00001")]
    [InlineData("1e+16", "10000000000000000")]
    [InlineData("2.5E-07", "0.00000025")]
    [InlineData("-12.5e1", "-125")]
    [InlineData("-12.25e1", "-122.5")]
    [InlineData("0.0e5", "0")]
    [InlineData("1.50e0", "1.5")]
    [InlineData("120e-1", "12")]
    [InlineData("145.0", "145.0")]
    public void Should_write_the_same_number_without_an_exponent(string number, string plain) => Assert.Equal(plain, PlainNumber.Of(number));

    [Fact]
    public void Should_refuse_an_exponent_that_no_double_has()
    {
        Assert.Contains("1e-325", Assert.Throws<FormatException>(() => PlainNumber.Of("1e-325")).Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => PlainNumber.Of("1e99999999999"));
    }
}
