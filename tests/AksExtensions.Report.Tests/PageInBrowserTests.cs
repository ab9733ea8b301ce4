using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace AksExtensions.Report.Tests;

/// <summary>The page in a browser. Each test also fails when the page sends a request or writes to the console.</summary>
public sealed class PageInBrowserTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly BrowserNewPageOptions Narrow = new() { ViewportSize = new() { Width = 400, Height = 800 } };

    [Fact]
    public async Task It_opens_from_a_file_and_shows_the_fleet()
    {
        await using var opened = await VariedAsync();

        Assert.StartsWith("file:///", Assert.Single(opened.Requests), StringComparison.Ordinal);
        Assert.Equal("41 clusters", await opened.TextAsync("#shown"));
        Assert.Equal("148", await opened.TextAsync(".tile.ok .tile-count"));
        Assert.Equal(5, await opened.CountAsync("#columns th[scope=col] ~ th"));
        Assert.StartsWith("1.1.98, Failed; outdated", await opened.Page.Locator("#rows > tr:not(.space) td").First.TextContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_fleet_opens_too()
    {
        await using var opened = await browser.OpenAsync("empty", () => SampleFleet.Page(new() { Title = "T", CreatedAt = SampleFleet.Now, ModuleVersion = "0.1.0" }));

        Assert.Equal("0 clusters", await opened.TextAsync("#shown"));
    }

    [Fact]
    public async Task The_filter_searches_names_tags_types_and_versions_and_every_word_must_match()
    {
        await using var opened = await VariedAsync();

        await opened.Page.FillAsync("#filter", "ENV=prod 1.15.10 \t eastus");
        Assert.Equal(["shop-000"], await opened.ClustersAsync());
        Assert.Equal("1 of 41 clusters", await opened.TextAsync("#shown"));
        await opened.Page.FillAsync("#filter", "shop-02 northeurope");
        Assert.Equal(["shop-022", "shop-026"], await opened.ClustersAsync());
        await opened.Page.FillAsync("#filter", "nobody");
        Assert.Empty(await opened.ClustersAsync());
        await opened.Page.ClickAsync("#reset");
        Assert.Equal("41 clusters", await opened.TextAsync("#shown"));
        Assert.Equal(string.Empty, await opened.Page.InputValueAsync("#filter"));
    }

    [Fact]
    public async Task The_numbers_filter_by_state()
    {
        await using var opened = await VariedAsync();

        await opened.Page.ClickAsync("[data-filter=failed]");
        Assert.Equal(["shop-000", "shop-005", "shop-010", "shop-015", "shop-023", "shop-028", "shop-033", "shop-038"], await opened.ClustersAsync());
        Assert.Equal("true", await opened.Page.GetAttributeAsync("[data-filter=failed]", "aria-pressed"));
        await opened.Page.ClickAsync("[data-filter=drift]");
        Assert.Equal(["shop-000", "shop-001"], await opened.ClustersAsync());
        Assert.Equal("false", await opened.Page.GetAttributeAsync("[data-filter=failed]", "aria-pressed"));
        await opened.Page.ClickAsync("[data-filter=drift]");
        Assert.Equal("41 clusters", await opened.TextAsync("#shown"));
    }

    [Fact]
    public async Task Columns_sort_by_version_and_back()
    {
        await using var opened = await VariedAsync();
        var head = opened.Page.Locator("#columns th", new() { HasText = "microsoft.dapr" });

        await head.Locator("button").ClickAsync();
        Assert.Equal("ascending", await head.GetAttributeAsync("aria-sort"));
        Assert.StartsWith("1.16.9-msft.2", await DaprOfFirstRowAsync(opened), StringComparison.Ordinal);
        await head.Locator("button").ClickAsync();
        Assert.Equal("descending", await head.GetAttributeAsync("aria-sort"));
        Assert.StartsWith("1.15.10", await DaprOfFirstRowAsync(opened), StringComparison.Ordinal);
        await opened.Page.SelectOptionAsync("#sort", "failed");
        Assert.Equal("shop-000", (await opened.ClustersAsync())[0]);
        Assert.Equal("shop-005", (await opened.ClustersAsync())[1]);
    }

    [Fact]
    public async Task Groups_are_regions_subscriptions_and_tags_and_can_be_closed()
    {
        await using var opened = await VariedAsync();

        await opened.Page.SelectOptionAsync("#group", "location");
        Assert.StartsWith("eastus\n11 clusters", await opened.TextAsync("#rows .group"), StringComparison.Ordinal);
        await opened.Page.Locator("#rows .group button").First.ClickAsync();
        Assert.Equal("false", await opened.Page.Locator("#rows .group button").First.GetAttributeAsync("aria-expanded"));
        Assert.StartsWith("shop-002", (await opened.ClustersAsync())[0], StringComparison.Ordinal);
        await opened.Page.SelectOptionAsync("#group", "tag:env");
        Assert.StartsWith("dev\n", await opened.TextAsync("#rows .group"), StringComparison.Ordinal);
        await opened.Page.SelectOptionAsync("#group", "subscription");
        Assert.StartsWith($"{SampleFleet.SubscriptionId}\n21 clusters", await opened.TextAsync("#rows .group"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_expands_to_its_own_section()
    {
        await using var opened = await VariedAsync();

        await opened.Page.ClickAsync("#rows button:has-text('shop-000')");
        var section = opened.Page.Locator("#rows .detail");
        Assert.Equal(["azureml", "backup", "dapr", "flux"], await section.Locator("table").First.Locator("tbody th").AllTextContentsAsync());
        Assert.Contains("kubectl get pods", await section.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("settings.multiTenancy.enforce", await section.InnerTextAsync(), StringComparison.Ordinal);
        var link = section.Locator("a", new() { HasText = "Open the cluster" });
        Assert.Equal(
            $"https://portal.azure.com/#@99999999-8888-7777-6666-555555555555/resource/subscriptions/{SampleFleet.SubscriptionId}/resourceGroups/rg-eastus/providers/Microsoft.ContainerService/managedClusters/shop-000",
            await link.GetAttributeAsync("href"));
        Assert.Equal("noopener noreferrer", await link.GetAttributeAsync("rel"));
        await opened.Page.ClickAsync("#rows button:has-text('shop-000')");
        Assert.Equal(0, await section.CountAsync());
    }

    [Fact]
    public async Task Failures_are_grouped_by_cause_and_lead_to_their_clusters()
    {
        await using var opened = await VariedAsync();

        Assert.Equal("HelmTimeout", await opened.Page.GetAttributeAsync("#failure-list details", "data-cause"));
        Assert.Equal(8, await opened.CountAsync("#failure-list tbody tr"));
        Assert.Equal(
            $"Test-AksClusterExtension -Cluster '{SampleFleet.Reference(0).Id}' -Name 'azureml'", await opened.Page.GetAttributeAsync("#failure-list .command", "title"));
        await opened.Page.FillAsync("#filter", "shop-001");
        await opened.Page.ClickAsync("#failure-list button:has-text('shop-038')");
        Assert.Equal("true", await opened.Page.GetAttributeAsync("#rows button:has-text('shop-038')", "aria-expanded"));
        Assert.Equal("shop-038", await opened.Page.EvaluateAsync<string>("document.activeElement.title"));
        Assert.Equal("41 clusters", await opened.TextAsync("#shown"));
    }

    [Fact]
    public async Task Drift_has_desired_and_actual_values_and_the_command()
    {
        await using var opened = await VariedAsync();

        Assert.Equal("Sync-AksClusterExtension -Baseline 'fleet.yaml' -WhatIf", await opened.Page.GetAttributeAsync("#drift .command", "title"));
        Assert.Equal("version: 1.17.3 \u2192 1.18.2", await opened.TextAsync("#drift-list .change"));
        Assert.Contains("keda is missing", await opened.Page.Locator("#rows .cell.drift").GetAttributeAsync("title"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_can_be_done_with_the_keyboard()
    {
        await using var opened = await VariedAsync();
        var keys = opened.Page.Keyboard;

        await keys.PressAsync("/");
        await keys.TypeAsync("shop-03");
        Assert.Equal(10, (await opened.ClustersAsync()).Count);
        await opened.Page.FocusAsync("#rows .expand");
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Enter");
        Assert.Equal("true", await opened.Page.GetAttributeAsync("#rows button:has-text('shop-031')", "aria-expanded"));
        await keys.PressAsync("ArrowDown");
        Assert.Equal("shop-032", await opened.Page.EvaluateAsync<string>("document.activeElement.title"));
        await keys.PressAsync("End");
        Assert.Equal("shop-039", await opened.Page.EvaluateAsync<string>("document.activeElement.title"));
        await keys.PressAsync("Home");
        Assert.Equal("shop-030", await opened.Page.EvaluateAsync<string>("document.activeElement.title"));
        await opened.Page.FocusAsync("#theme");
        await keys.PressAsync("Space");
        Assert.Equal("dark", await opened.Page.GetAttributeAsync("html", "data-theme"));
        await opened.Page.FocusAsync("[data-filter=failed]");
        await keys.PressAsync("Space");
        Assert.Equal(["shop-033", "shop-038"], await opened.ClustersAsync());
    }

    [Theory]
    [InlineData(ColorScheme.Light, "rgb(244, 246, 248)", "rgb(14, 19, 25)")]
    [InlineData(ColorScheme.Dark, "rgb(14, 19, 25)", "rgb(244, 246, 248)")]
    public async Task It_is_as_dark_as_the_system_until_the_reader_chooses(ColorScheme scheme, string first, string second)
    {
        await using var opened = await VariedAsync(new() { ColorScheme = scheme });

        Assert.Equal(first, await BackgroundAsync(opened));
        await opened.Page.ClickAsync("#theme");
        Assert.Equal(second, await BackgroundAsync(opened));
        Assert.Equal(scheme == ColorScheme.Light ? "true" : "false", await opened.Page.GetAttributeAsync("#theme", "aria-pressed"));
        await opened.Page.ReloadAsync();
        Assert.Equal(second, await BackgroundAsync(opened));
        opened.Requests.TryDequeue(out _);
    }

    [Fact]
    public async Task It_prints_every_row_and_then_goes_back()
    {
        var fleet = SampleFleet.Of(240, 5);
        var failed = ReportBuilder.Build(fleet).Totals.Failed;
        Assert.InRange(failed, 51, 200);
        await using var opened = await browser.OpenAsync("large", () => SampleFleet.Page(fleet));
        await opened.Page.EvaluateAsync("addEventListener('beforeprint', () => { window.printed = [document.querySelectorAll('#rows > tr:not(.space)').length, document.querySelectorAll('#failure-list tbody tr').length].join() })");

        var pdf = await opened.Page.PdfAsync(new() { PreferCSSPageSize = true });

        Assert.True(pdf.Length > 50_000);
        Assert.Equal($"240,{failed}", await opened.Page.EvaluateAsync<string>("window.printed"));
        Assert.InRange(await opened.CountAsync("#rows > tr"), 10, 60);
        await opened.Page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.False(await opened.Page.IsVisibleAsync("#tools"));
        Assert.Equal("visible", await opened.Page.EvaluateAsync<string>("getComputedStyle(document.getElementById('scroll')).overflowY"));
    }

    [Fact]
    public async Task Two_thousand_clusters_are_a_few_dozen_rows_until_they_are_scrolled_to()
    {
        await using var opened = await browser.OpenAsync("huge", () => SampleFleet.Page(SampleFleet.Of(2000, 5)));

        Assert.InRange(await opened.CountAsync("#rows > tr"), 10, 80);
        Assert.Equal("2001", await opened.Page.GetAttributeAsync("#matrix", "aria-rowcount"));
        await opened.Page.EvaluateAsync("document.getElementById('scroll').scrollTop = 1e9");
        await opened.Page.WaitForSelectorAsync("#rows b:text-is('shop-1999')");
        Assert.InRange(await opened.CountAsync("#rows > tr"), 10, 80);
        Assert.Equal("2001", await opened.Page.Locator("#rows > tr:not(.space)").Last.GetAttributeAsync("aria-rowindex"));
    }

    [Fact]
    public async Task The_head_and_the_first_column_stay_in_view()
    {
        await using var opened = await browser.OpenAsync("wide", () => SampleFleet.Page(SampleFleet.Of(200, 12)));
        const string Corner = "(() => { const [th, row, box] = ['#columns th', '#rows tr:not(.space) th', '#scroll'].map(name => document.querySelector(name).getBoundingClientRect()); return [th.left - box.left, th.top - box.top, row.left - box.left].map(Math.round).join(); })()";

        var before = await opened.Page.EvaluateAsync<string>(Corner);
        await opened.Page.EvaluateAsync("document.getElementById('scroll').scrollTo(500, 3000)");
        await opened.Page.WaitForSelectorAsync("#rows b:text-is('shop-070')");

        Assert.Equal(before, await opened.Page.EvaluateAsync<string>(Corner));
        Assert.True(await opened.Page.EvaluateAsync<bool>("document.getElementById('scroll').scrollLeft === 500"));
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 400)]
    public async Task Axe_finds_no_serious_violation(ColorScheme scheme, int width)
    {
        await using var opened = await VariedAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } });
        await opened.Page.SelectOptionAsync("#group", "tag:env");
        await opened.Page.ClickAsync("#rows button:has-text('shop-002')");

        var result = await opened.Page.RunAxe();

        Assert.NotEmpty(result.Passes);
        Assert.Empty(result.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{violation.Id}: {violation.Help}: {string.Join("; ", violation.Nodes.Take(3).Select(node => node.Html))}"));
    }

    [Fact]
    public async Task A_narrow_window_scrolls_the_table_and_not_the_page()
    {
        await using var opened = await VariedAsync(Narrow);
        await opened.Page.ClickAsync("#rows button:has-text('shop-000')");

        Assert.Equal(400, await opened.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.True(await opened.Page.EvaluateAsync<bool>("document.getElementById('scroll').scrollWidth > document.getElementById('scroll').clientWidth"));
        Assert.InRange(await opened.Page.EvaluateAsync<double>("document.querySelector('.detail-body').getBoundingClientRect().width"), 300, 400);
        // Nothing that a person fills in or reads ends outside its card.
        Assert.Equal(string.Empty, await opened.Page.EvaluateAsync<string>("""
            [...document.querySelectorAll('.card-head *, .list, .command, .bars')]
              .filter(element => element.getBoundingClientRect().right > element.closest('.card').getBoundingClientRect().right - 8)
              .map(element => element.outerHTML.slice(0, 80)).join()
            """));
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(400)]
    public async Task Names_of_clusters_are_not_cut(int width)
    {
        const string Name = "aks-contoso-prod-westeurope-001";
        var cluster = ClusterReference.Create(SampleFleet.SubscriptionId, "rg", Name);
        await using var opened = await browser.OpenAsync(
            "long", () => SampleFleet.Page(SampleFleet.Of(3, 5) with { References = [cluster] }), new() { ViewportSize = new() { Width = width, Height = 800 } });

        Assert.True(await opened.Page.EvaluateAsync<bool>($$"""
            (() => { const name = document.querySelector("[title='{{Name}}'] b"); return name.scrollWidth <= name.clientWidth && name.scrollHeight <= name.clientHeight + 1; })()
            """));
    }

    [Fact]
    public async Task Hostile_texts_do_nothing_wherever_they_are_shown()
    {
        const string Attack = "</script><img src=x onerror=window.hacked=1><svg onload=window.hacked=1>\"'><a href=javascript:window.hacked=1>\u202e\u001b[31m";
        var cluster = SampleFleet.Reference(0);
        await using var opened = await browser.OpenAsync("hostile", () => SampleFleet.Page(new()
        {
            Title = Attack, CreatedAt = SampleFleet.Now, ModuleVersion = "0.1.0", Sources = [new(Attack, Attack)],
            Extensions = [SampleFleet.Extension(cluster, Attack, Attack, Attack, "Failed", Attack, message: Attack + new string('x', 100_000)), SampleFleet.Extension(cluster, new('n', 100_000))],
            Clusters = [new(cluster) { Id = cluster.Id, Location = Attack, KubernetesVersion = Attack, PowerState = Attack, Tags = new Dictionary<string, string> { [Attack] = Attack } }],
            Drift = [SampleFleet.Drift(cluster, Attack, Attack, "Different", "Update", new ExtensionDifference(Attack, Attack, Attack))],
        }));

        await opened.Page.FillAsync("#filter", "onerror");
        await opened.Page.SelectOptionAsync("#group", "location");
        await opened.Page.SelectOptionAsync("#group", new SelectOptionValue { Index = 5 });
        await opened.Page.Locator("#rows tr:not(.group) .expand").First.ClickAsync();

        Assert.Equal(Readable.Text(Attack), await opened.Page.TitleAsync());
        Assert.Equal(Readable.Text(Attack), await opened.Page.Locator("#rows .detail tbody th").Filter(new() { HasText = "onerror" }).First.TextContentAsync());
        Assert.Equal(0, await opened.CountAsync("img, a[href^=javascript]"));
        Assert.True(await opened.Page.EvaluateAsync<bool>("window.hacked === undefined"));
        Assert.InRange(await opened.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, 1280);
    }

    [Fact]
    public async Task The_policy_of_the_page_stops_a_script_that_gets_in()
    {
        var opened = await browser.OpenAsync("policy", () => SampleFleet.Page(SampleFleet.Varied()).Replace("</main>", "<script>window.hacked=1</script><img src='https://example.invalid/x'></main>", StringComparison.Ordinal));

        Assert.True(await opened.Page.EvaluateAsync<bool>("window.hacked === undefined"));
        Assert.All(opened.Complaints, complaint => Assert.Contains("Content Security Policy", complaint, StringComparison.Ordinal));
        Assert.NotEmpty(opened.Complaints);
        await opened.CloseAsync();
    }

    [Fact]
    public async Task Without_a_script_the_numbers_the_versions_and_the_causes_are_visible()
    {
        await using var opened = await VariedAsync(new() { JavaScriptEnabled = false });

        Assert.Equal("8", await opened.TextAsync(".tile.fail .tile-count"));
        Assert.Contains("1.18.2", await opened.TextAsync("#versions"), StringComparison.Ordinal);
        Assert.Contains("HelmTimeout (8): While Azure keeps retrying", await opened.TextAsync("#failures"), StringComparison.Ordinal);
        Assert.Contains("need JavaScript", await opened.TextAsync("#clusters"), StringComparison.Ordinal);
    }

    private Task<OpenPage> VariedAsync(BrowserNewPageOptions? options = null) => browser.OpenAsync("varied", () => SampleFleet.Page(SampleFleet.Varied()), options);

    private static Task<string> BackgroundAsync(OpenPage opened) => opened.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

    private static async Task<string> DaprOfFirstRowAsync(OpenPage opened) => (await opened.Page.Locator("#rows > tr:not(.space)").First.Locator("td").Nth(1).TextContentAsync())!;
}
