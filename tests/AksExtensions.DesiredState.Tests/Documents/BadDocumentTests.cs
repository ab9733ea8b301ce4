using System.Text.Json;
using Json.Schema;
using Xunit;

namespace AksExtensions.DesiredState.Tests;

public sealed class BadDocumentTests
{
    private static readonly JsonSchema Schema = JsonSchema.FromText(Samples.Resource("baseline.schema.json"));

    public static TheoryData<string> Names => [.. BadDocument.All.Keys];

    [Fact]
    public void There_are_many_of_them() => Assert.True(BadDocument.All.Count >= 60, $"{BadDocument.All.Count}");

    [Theory]
    [MemberData(nameof(Names))]
    public void All_faults_are_reported_together_with_their_places_and_no_secret_is_repeated(string name)
    {
        var document = BadDocument.All[name];

        var faults = Samples.Faults(document.Text);

        Assert.NotEmpty(document.Faults);
        Assert.Equal(document.Faults, faults);
        Assert.DoesNotContain(faults, fault => fault.Contains("hunter2", StringComparison.Ordinal));
        Assert.All(faults, fault => Assert.DoesNotContain(fault, character => char.IsControl(character)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_editor_with_the_schema_sees_what_the_module_sees(string name)
    {
        var document = BadDocument.All[name];
        var reading = Samples.Parser.Parse(document.Text);
        if (reading.Faults.Count > 0)
        {
            // Invalid YAML cannot be converted to JSON.
            Assert.False(document.SchemaAccepts);
            return;
        }

        var json = JsonSerializer.SerializeToElement(Samples.Json(reading.Root));
        Assert.Equal(document.SchemaAccepts, Schema.Evaluate(json).IsValid);
    }
}
