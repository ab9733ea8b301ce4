using AksExtensions.Prerequisites;
using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class DeterministicGuidTests
{
    // As the Bicep compiler computes them.
    [Theory]
    [InlineData("3703365d-5a9f-59b4-bca7-b9681389e4c1", "a")]
    [InlineData("a98fa280-e03f-5afa-8d8e-92d0a9c201e8", "a", "b", "c")]
    [InlineData("fe6684ed-a5a3-536b-92f8-68ca7eebac28", "/subscriptions/11111111-2222-3333-4444-555555555555/resourcegroups/rg", "ü")]
    public void It_is_that_of_the_template_function(string expected, params string[] texts) => Assert.Equal(expected, DeterministicGuid.Create(texts));

    [Fact]
    public void It_ignores_the_case_as_ARM_does_and_differs_with_each_text()
    {
        Assert.Equal(DeterministicGuid.Create("/subscriptions/S", "P"), DeterministicGuid.Create("/SUBSCRIPTIONS/s", "p"));
        Assert.NotEqual(DeterministicGuid.Create("a", "b"), DeterministicGuid.Create("a", "c"));
    }
}
