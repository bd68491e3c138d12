package io.knowstream.job.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium without a window, with a page open in it. */
public final class TestingBrowser implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ChromeDriver driver;
    private final URI address;

    private TestingBrowser(ChromeDriver driver, URI address) {
        this.driver = driver;
        this.address = address;
    }

    /** Skips the test where there is no Chromium. */
    public static TestingBrowser open(URI address, Path profile) {
        Optional<File> chromium = executable("chromium");
        Optional<File> chromedriver = executable("chromedriver");
        Assumptions.assumeTrue(
                chromium.isPresent() && chromedriver.isPresent(),
                "pages are not tested in a browser: chromium and chromedriver must be on the PATH");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions()
                .setBinary(chromium.get())
                .addArguments(
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--force-prefers-reduced-motion",
                        "--user-data-dir=" + profile);
        options.setCapability("goog:loggingPrefs", logs);
        // Named here, or Selenium would look for one in the network.
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.get())
                .usingAnyFreePort()
                .build();
        TestingBrowser browser = new TestingBrowser(new ChromeDriver(service, options), address);
        browser.size(1280, 800);
        browser.driver.get(address.toString());
        return browser;
    }

    private static Optional<File> executable(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> new File(folder, name))
                .filter(File::canExecute)
                .findFirst();
    }

    public void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    public void dark() {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
    }

    public Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Waits until the page is no wider than the window; charts follow its size a moment later. */
    public void awaitNothingCutOff() {
        await().atMost(PATIENCE).until(() -> script(
                        "const page = document.documentElement; return page.scrollWidth <= page.clientWidth")
                .equals(true));
    }

    /** Presses keys wherever the keyboard is. */
    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Waits for an element that is shown and has a text in it. */
    public WebElement awaitText(String selector, String text) {
        return await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> driver.findElements(By.cssSelector(selector)).stream()
                                .filter(each ->
                                        each.isDisplayed() && each.getText().contains(text))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    List<String> texts(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream()
                .map(WebElement::getText)
                .toList();
    }

    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    /** Searches by the keyboard alone, and opens the first that is suggested. */
    void search(String typed, String expected) {
        press("/");
        assertThat(focused().getAttribute("id")).isEqualTo("query");
        press(typed);
        awaitText("#suggestions [aria-selected=true]", expected);
        press(Keys.ENTER);
        awaitText("#panel h2", expected);
    }

    /** Names of the entities that are drawn. */
    List<String> drawn() {
        List<String> names = new ArrayList<>();
        for (Object name : (List<?>)
                script("return document.getElementById('canvas')._cyreg.cy.nodes().map(node => node.data('name'))")) {
            names.add((String) name);
        }
        return names;
    }

    /** Clicks where an entity is drawn. */
    void clickDrawn(String name) {
        List<?> place = (List<?>) script(
                "const cy = document.getElementById('canvas')._cyreg.cy;"
                        + "const node = cy.nodes().filter(each => each.data('name') === arguments[0]).first();"
                        + "const { x, y } = node.renderedPosition();"
                        + "const { left, top } = cy.container().getBoundingClientRect();"
                        + "return [Math.round(left + x), Math.round(top + y)]",
                name);
        new Actions(driver)
                .moveToLocation(((Number) place.get(0)).intValue(), ((Number) place.get(1)).intValue())
                .click()
                .perform();
    }

    public void screenshot(String name) throws IOException {
        Files.write(Path.of("target", name), driver.getScreenshotAs(OutputType.BYTES));
    }

    /** Warnings and errors that the console has got since this was asked last. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Addresses that were asked for and are not the page's. */
    public List<String> foreignRequests() throws IOException {
        List<String> foreign = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = JSON.readTree(entry.getMessage()).get("message");
            if (message.get("method").textValue().equals("Network.requestWillBeSent")) {
                String url = message.get("params").get("request").get("url").textValue();
                // The empty first tab is Chromium's own, and data is in its address: neither is of a network.
                boolean network = !url.startsWith("chrome://") && !url.startsWith("data:");
                if (network && !url.startsWith(address.toString())) {
                    foreign.add(url);
                }
            }
        }
        return foreign;
    }

    @Override
    public void close() {
        driver.quit();
    }
}
