using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace AksExtensions.Report.Tests;

/// <summary>Chromium or a browser made of it, one for all tests of a class. Tests skip where the machine has none.</summary>
public sealed class Browser : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly Dictionary<string, string> _files = [];
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private IPage? _page;

    public async ValueTask InitializeAsync()
    {
        if (BrowserProgram.Options is { } options)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(options);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Opens a page from a file and waits until its script has done its work.</summary>
    /// <param name="name">The page; the same name is the same file.</param>
    /// <param name="html">Makes it.</param>
    /// <param name="options">The window; null means a usual one, which such tests share.</param>
    internal async Task<OpenPage> OpenAsync(string name, Func<string> html, BrowserNewPageOptions? options = null)
    {
        Assert.SkipWhen(_browser is null, "Chromium, Chrome or Edge is not installed; on Debian, apt-get install chromium installs it.");
        if (!_files.TryGetValue(name, out var file))
        {
            _files[name] = file = Path.Combine(_folder, $"{name}.html");
            await File.WriteAllTextAsync(file, html());
        }

        var page = options is not null ? await _browser.NewPageAsync(options)
            : _page ??= await _browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        var opened = new OpenPage(page, isShared: options is null);
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        if (options?.JavaScriptEnabled != false)
        {
            await page.WaitForSelectorAsync("html[data-ready]");
        }

        return opened;
    }
}

/// <summary>A page that is open, and what it did that a report must not do.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly bool _isShared;

    public OpenPage(IPage page, bool isShared)
    {
        (Page, _isShared) = (page, isShared);
        page.Request += OnRequest;
        page.Console += OnConsole;
        page.PageError += OnPageError;
        page.Dialog += OnDialog;
    }

    public IPage Page { get; }

    /// <summary>The addresses of all requests; the first one is that of the page.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Everything on the console, errors and dialogs.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Assert.Empty(Complaints);
        Assert.Single(Requests);
    }

    /// <summary>Closes the page, whatever it did.</summary>
    public async Task CloseAsync()
    {
        Page.Request -= OnRequest;
        Page.Console -= OnConsole;
        Page.PageError -= OnPageError;
        Page.Dialog -= OnDialog;
        if (_isShared)
        {
            await Page.EvaluateAsync("localStorage.clear()");
            await Page.EmulateMediaAsync(new() { Media = Media.Screen });
        }
        else
        {
            await Page.CloseAsync();
        }
    }

    /// <summary>The names of the clusters whose rows are elements, in their order.</summary>
    public async Task<IReadOnlyList<string>> ClustersAsync() => await Page.Locator("#rows > tr:not(.group) > th b").AllTextContentsAsync();

    public Task<string> TextAsync(string selector) => Page.Locator(selector).First.InnerTextAsync();

    public Task<int> CountAsync(string selector) => Page.Locator(selector).CountAsync();

    private void OnRequest(object? sender, IRequest request) => Requests.Enqueue(request.Url);

    private void OnConsole(object? sender, IConsoleMessage message) => Complaints.Enqueue($"{message.Type}: {message.Text}");

    private void OnPageError(object? sender, string error) => Complaints.Enqueue(error);

    private async void OnDialog(object? sender, IDialog dialog)
    {
        Complaints.Enqueue($"dialog: {dialog.Message}");
        await dialog.DismissAsync();
    }
}
