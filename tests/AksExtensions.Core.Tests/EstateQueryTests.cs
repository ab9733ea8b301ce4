using AksExtensions.Estate;
using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class EstateQueryTests
{
    private const string Clusters = "resources\n| where type =~ 'microsoft.containerservice/managedclusters'\n";
    private const string ClusterColumns =
        """

        | project id, name, location, tags, identityType = identity.type, skuTier = sku.tier,
            kubernetesVersion = properties.kubernetesVersion, currentKubernetesVersion = properties.currentKubernetesVersion,
            provisioningState = properties.provisioningState, powerState = properties.powerState.code,
            agentPools = properties.agentPoolProfiles, servicePrincipal = properties.servicePrincipalProfile.clientId
        | order by id asc
        """;

    private const string Extensions = "kubernetesconfigurationresources\n| where type =~ 'microsoft.kubernetesconfiguration/extensions'\n";
    private const string ExtensionColumns = "\n| project id, name, properties, identity, plan, systemData\n| order by id asc";

    private const string Guid1 = "aaaaaaaa-0000-0000-0000-000000000001";

    [Fact]
    public void Without_a_filter_there_is_no_condition_but_the_type()
    {
        Assert.Equal(Clusters.TrimEnd('\n') + ClusterColumns, EstateQuery.For(new ClusterFilter()).Text);
        Assert.Equal(Extensions.TrimEnd('\n') + ExtensionColumns, EstateQuery.For(new ExtensionFilter()).Text);
        Assert.Null(EstateQuery.For(new ClusterFilter()).SubscriptionIds);
    }

    [Fact]
    public void Every_filter_on_clusters_is_a_line()
    {
        var query = EstateQuery.For(new ClusterFilter
        {
            Names = ["prod-*"],
            ResourceGroupNames = ["rg1", "rg2", "RG1"],
            Locations = ["East US", "westeurope"],
            KubernetesVersions = ["1.34.*"],
            ProvisioningStates = ["Failed"],
            Tags = [new("env", ["prod"]), new("owner", null)],
        });

        Assert.Equal(
            Clusters + """
            | where name startswith 'prod-'
            | where resourceGroup in~ ('rg1', 'rg2')
            | where location in~ ('EastUS', 'westeurope')
            | where tostring(properties.kubernetesVersion) startswith '1.34.' or tostring(properties.currentKubernetesVersion) startswith '1.34.'
            | where tostring(properties.provisioningState) =~ 'Failed'
            | where tostring(tags) matches regex '(?i)[{,]\\s*"env"\\s*:\\s*"prod"'
            | where tostring(tags) matches regex '(?i)[{,]\\s*"owner"\\s*:'
            """ + ClusterColumns,
            query.Text);
    }

    [Fact]
    public void Every_filter_on_extensions_is_a_line_and_both_spellings_of_inner_names_are_read()
    {
        var query = EstateQuery.For(new ExtensionFilter
        {
            Names = ["flux", "dapr", "a?"],
            ResourceGroupNames = ["rg*"],
            ClusterNames = ["aks1", "prod.*"],
            ClusterTypes = [ClusterType.ManagedClusters, ClusterType.ConnectedClusters],
            ExtensionTypes = ["microsoft.flux"],
            ProvisioningStates = ["Failed", "Canceled"],
        });

        Assert.Equal(
            Extensions + """
            | where name in~ ('flux', 'dapr') or name matches regex '(?i)^a.$'
            | where resourceGroup startswith 'rg'
            | where id contains '/aks1/providers/microsoft.kubernetesconfiguration/' or id matches regex '(?i)/prod\\.[^/]*/providers/microsoft\\.kubernetesconfiguration/'
            | where id contains '/microsoft.containerservice/managedclusters/' or id contains '/microsoft.kubernetes/connectedclusters/'
            | where tostring(properties.ExtensionType) =~ 'microsoft.flux' or tostring(properties.extensionType) =~ 'microsoft.flux'
            | where tostring(properties.ProvisioningState) in~ ('Failed', 'Canceled') or tostring(properties.provisioningState) in~ ('Failed', 'Canceled')
            """ + ExtensionColumns,
            query.Text);
    }

    [Theory]
    [InlineData("aks1", "name =~ 'aks1'")]
    [InlineData("aks*", "name startswith 'aks'")]
    [InlineData("*aks", "name endswith 'aks'")]
    [InlineData("*aks***", "name contains 'aks'")]
    [InlineData("a*s", "name matches regex '(?i)^a.*s$'")]
    [InlineData("a?s.1", @"name matches regex '(?i)^a.s\\.1$'")]
    [InlineData("[a-c]x", "name matches regex '(?i)^[a-c]x$'")]
    [InlineData("[a-c-e]x", @"name matches regex '(?i)^[a-c\\-e]x$'")]
    [InlineData("[-a]x", @"name matches regex '(?i)^[\\-a]x$'")]
    [InlineData("[a-]x", @"name matches regex '(?i)^[a\\-]x$'")]
    [InlineData("[^a!]x", @"name matches regex '(?i)^[\\^a!]x$'")]
    [InlineData("[`]&~[]x", @"name matches regex '(?i)^[\\]\\&\\~\\[]x$'")]
    [InlineData("a`*b", "name =~ 'a*b'")]
    [InlineData("a`*b*", "name startswith 'a*b'")]
    [InlineData("a]b", "name =~ 'a]b'")]
    [InlineData("a`", "name =~ 'a`'")]
    [InlineData("?", "name matches regex '(?i)^.$'")]
    [InlineData("(a+b){2}|$^\\*x", @"name matches regex '(?i)^\\(a\\+b\\)\\{2\\}\\|\\$\\^\\\\.*x$'")]
    public void A_wildcard_becomes_the_cheapest_condition_that_says_the_same(string name, string condition) =>
        Assert.Contains($"\n| where {condition}\n", EstateQuery.For(new ClusterFilter { Names = [name] }).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("*")]
    [InlineData("**")]
    [InlineData("a", "*")]
    public void What_matches_everything_is_no_filter(params string[] names)
    {
        Assert.Equal(EstateQuery.For(new ClusterFilter()).Text, EstateQuery.For(new ClusterFilter { Names = names }).Text);
        Assert.Equal(EstateQuery.For(new ExtensionFilter()).Text, EstateQuery.For(new ExtensionFilter { ClusterNames = names }).Text);
    }

    [Theory]
    [InlineData("[a")]
    [InlineData("a[]b")]
    [InlineData("[")]
    [InlineData("[c-a]")]
    [InlineData("[a`]")]
    public void An_invalid_set_is_refused(string name)
    {
        var refusal = Assert.Throws<AksExtensionException>(() => EstateQuery.For(new ExtensionFilter { ClusterNames = ["*", name] }));

        Assert.Equal(nameof(Errors.FilterInvalid), refusal.ErrorId);
        Assert.Contains("-ClusterName", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_subscription_that_is_not_a_GUID_is_refused_and_a_duplicate_is_searched_once()
    {
        var refusal = Assert.Throws<AksExtensionException>(() => EstateQuery.For(new ClusterFilter { SubscriptionIds = ["production"] }));
        var query = EstateQuery.For(new ClusterFilter { SubscriptionIds = [Guid1, Guid1.ToUpperInvariant()] });

        Assert.Equal(nameof(Errors.FilterInvalid), refusal.ErrorId);
        Assert.Equal([Guid1], query.SubscriptionIds);
    }

    [Fact]
    public void Tags_without_a_value_to_look_for_are_refused()
    {
        var refusal = Assert.Throws<AksExtensionException>(() => EstateQuery.For(new ClusterFilter { Tags = [new("env", [])] }));

        Assert.Equal(nameof(Errors.FilterInvalid), refusal.ErrorId);
    }

    [Fact]
    public void One_of_several_values_of_a_tag_will_do() => Assert.Contains(
        """| where tostring(tags) matches regex '(?i)[{,]\\s*"e"\\s*:\\s*"a"' or tostring(tags) matches regex '(?i)[{,]\\s*"e"\\s*:\\s*"b"'""",
        EstateQuery.For(new ClusterFilter { Tags = [new("e", ["a", "b"])] }).Text,
        StringComparison.Ordinal);

    public static TheoryData<string> Hostile =>
    [
        "' or 1 == 1 //",
        "'; resources | project id //",
        "\\",
        "\\'",
        "\\\\'",
        "x\\' | union securityresources //",
        "\" or true //",
        "a\n| count",
        "a\r\n| count",
        "a\u2028| count",
        "a\u0085| count",
        "a\0b",
        "// comment",
        "/* comment */",
        "*'*",
        "?' | limit 0 //",
        "[']x",
        "`'*",
        "[`\\']*",
        "@'",
        "```",
        "h'secret'",
        "😀'ß",
        "🏳️‍🌈*\\",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Nothing_in_a_value_breaks_out_of_its_literal(string value)
    {
        string[] values = [value];
        var clusters = EstateQuery.For(new ClusterFilter
        {
            Names = values,
            ResourceGroupNames = values,
            Locations = values,
            KubernetesVersions = values,
            ProvisioningStates = values,
            Tags = [new(value, values), new(value, null)],
        });
        var extensions = EstateQuery.For(new ExtensionFilter
        {
            Names = values, ResourceGroupNames = values, ClusterNames = values, ExtensionTypes = values, ProvisioningStates = values,
        });

        // Without its literals, the query must always have the same structure.
        Assert.Equal(Skeleton(EstateQuery.For(new ClusterFilter
        {
            Names = Shape(value),
            ResourceGroupNames = Shape(value),
            Locations = ["x"],
            KubernetesVersions = Shape(value),
            ProvisioningStates = ["x"],
            Tags = [new("x", ["x"]), new("x", null)],
        })), Skeleton(clusters));
        Assert.Equal(Skeleton(EstateQuery.For(new ExtensionFilter
        {
            Names = Shape(value), ResourceGroupNames = Shape(value), ClusterNames = Shape(value), ExtensionTypes = Shape(value), ProvisioningStates = ["x"],
        })), Skeleton(extensions));
    }

    // A harmless value that results in the same kind of condition.
    private static string[] Shape(string value)
    {
        var condition = TextPattern.Parse("Name", value).Condition("x");
        return condition.StartsWith("x =~", StringComparison.Ordinal) ? ["x"]
            : condition.StartsWith("x startswith", StringComparison.Ordinal) ? ["x*"]
            : condition.StartsWith("x contains", StringComparison.Ordinal) ? ["*x*"]
            : condition.StartsWith("x endswith", StringComparison.Ordinal) ? ["*x"]
            : ["x?x"];
    }

    // Reads literals as the language does: a backslash escapes the next character, a quote ends the literal, and line breaks are not allowed.
    private static string Skeleton(EstateQuery query)
    {
        var skeleton = new System.Text.StringBuilder();
        var inLiteral = false;
        for (var at = 0; at < query.Text.Length; at++)
        {
            var character = query.Text[at];
            if (!inLiteral)
            {
                skeleton.Append(character);
                inLiteral = character == '\'';
                continue;
            }

            Assert.False(char.IsControl(character) || character is '\u2028' or '\u2029', "A literal holds a control character.");
            if (character == '\\')
            {
                at++;
            }
            else if (character == '\'')
            {
                inLiteral = false;
            }
        }

        Assert.False(inLiteral, "A literal is not closed.");
        return skeleton.ToString();
    }
}
